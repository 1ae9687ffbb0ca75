import { expect, it } from 'vitest';
import { createCluster } from '../../../src/engine/index.js';
import { ApiError } from '../../../src/kube/api-error.js';

it('shows a forbidden change of a Pod in the lines of the server’s own structs', () => {
  const cluster = createCluster({ seed: 1 });
  const pod = (more: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: nginx${more}}]}\n`;
  cluster.apply(pod(''));
  cluster.settle();
  const attempt = (yaml: string) => {
    try {
      cluster.apply(yaml);
      return '';
    } catch (error) {
      if (error instanceof ApiError) return error.message;
      throw error;
    }
  };
  const message = attempt(pod(', env: [{name: A, value: b}]'));
  expect(message.slice(message.indexOf('@@'))).toBe(`@@ -98,7 +98,13 @@
    "WorkingDir": "",
    "Ports": null,
    "EnvFrom": null,
-   "Env": null,
+   "Env": [
+    {
+     "Name": "A",
+     "Value": "b",
+     "ValueFrom": null
+    }
+   ],
    "Resources": {
     "Limits": null,
     "Requests": null,
`);
});
