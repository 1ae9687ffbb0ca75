import { describe, expect, it } from 'vitest';
import { clusterUnderTest } from '../../conformance/cluster-under-test.js';

const pod = (name: string, env: string) => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: ${name}}}
spec: {containers: [{name: main, image: "mysql:8.4", env: [${env}]}]}
`;
const SERVICE =
  '{apiVersion: v1, kind: Service, metadata: {name: db}, spec: {selector: {app: db}, ports: [{port: 3306}]}}';

describe('the mysql image', () => {
  it('greets on its port, and mysqladmin finds it alive through a Service', () => {
    const { apply, exec } = clusterUnderTest();
    apply(pod('db', '{name: MYSQL_ROOT_PASSWORD, value: secret}'), SERVICE);
    expect(exec('db', 'mysqladmin -h db -u root ping')).toEqual({ code: 0, stdout: 'mysqld is alive\n', stderr: '' });
    const refused = exec('db', 'mysqladmin -h 127.0.0.1 -P 3307 ping');
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining("Can't connect to MySQL server on '127.0.0.1:3307' (111)"),
    ]);
  });

  it('does not start without a word on its password', () => {
    const { apply, request } = clusterUnderTest();
    apply(pod('db', ''));
    const log = String(request({ method: 'GET', path: '/api/v1/namespaces/default/pods/db/log' }).body);
    expect(log).toContain('Database is uninitialized and password option is not specified');
  });
});
