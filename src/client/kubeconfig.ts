/** kubeconfig files as text and back: reading, merging, looking up, changing. Files themselves are the caller's. */
import { readYaml } from '../kube/yaml-read.js';
import { yamlText } from '../kube/yaml-text.js';

/** The wire shape of a kubeconfig; unknown fields are kept. */
export interface Kubeconfig {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly clusters?: readonly NamedCluster[] | null;
  readonly contexts?: readonly NamedContext[] | null;
  readonly users?: readonly NamedUser[] | null;
  readonly 'current-context'?: string;
  readonly preferences?: unknown;
}

export interface NamedCluster {
  readonly name: string;
  readonly cluster: Cluster;
}
export interface Cluster {
  readonly server?: string;
  readonly 'certificate-authority'?: string;
  readonly 'certificate-authority-data'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  readonly 'tls-server-name'?: string;
  readonly 'proxy-url'?: string;
}
export interface NamedContext {
  readonly name: string;
  readonly context: Context;
}
export interface Context {
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}
export interface NamedUser {
  readonly name: string;
  readonly user: User;
}
export interface User {
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
  readonly 'client-certificate'?: string;
  readonly 'client-key'?: string;
  readonly 'client-certificate-data'?: string;
  readonly 'client-key-data'?: string;
}

export const EMPTY_KUBECONFIG: Kubeconfig = { apiVersion: 'v1', kind: 'Config' };

/** Throws YamlError. */
export function parseKubeconfig(text: string): Kubeconfig {
  const value = readYaml(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Kubeconfig)
    : EMPTY_KUBECONFIG;
}

/** The text of a file, with all lists present as clientcmd writes them. */
export function formatKubeconfig(config: Kubeconfig): string {
  return yamlText(completed(config));
}

/** All fields that clientcmd prints, also when they are empty. */
export function completed(config: Kubeconfig): Kubeconfig {
  return {
    ...config,
    apiVersion: 'v1',
    kind: 'Config',
    clusters: byName(config.clusters),
    contexts: byName(config.contexts),
    'current-context': config['current-context'] ?? '',
    users: byName(config.users),
  };
}

/** Several files as one: what an earlier file says stands. */
export function mergeKubeconfigs(configs: readonly Kubeconfig[]): Kubeconfig {
  const current = configs.map((config) => config['current-context']).find((name) => name !== undefined && name !== '');
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: firstOfName(configs.flatMap((config) => config.clusters ?? [])),
    contexts: firstOfName(configs.flatMap((config) => config.contexts ?? [])),
    users: firstOfName(configs.flatMap((config) => config.users ?? [])),
    ...(current === undefined ? {} : { 'current-context': current }),
  };
}

export function findContext(config: Kubeconfig, name: string): Context | undefined {
  return config.contexts?.find((entry) => entry.name === name)?.context;
}

export function findCluster(config: Kubeconfig, name: string | undefined): Cluster | undefined {
  return config.clusters?.find((entry) => entry.name === name)?.cluster;
}

export function findUser(config: Kubeconfig, name: string | undefined): User | undefined {
  return config.users?.find((entry) => entry.name === name)?.user;
}

/** Puts a named entry in a list in place of its namesake. */
export function withNamed<T extends { readonly name: string }>(list: readonly T[] | null | undefined, entry: T): T[] {
  const others = list ?? [];
  return others.some(({ name }) => name === entry.name)
    ? others.map((other) => (other.name === entry.name ? entry : other))
    : [...others, entry];
}

function firstOfName<T extends { readonly name: string }>(list: readonly T[]): T[] {
  return list.filter((entry, index) => list.findIndex(({ name }) => name === entry.name) === index);
}

/** clientcmd keeps maps and writes their entries sorted; an empty list is `null`. */
function byName<T extends { readonly name: string }>(list: readonly T[] | null | undefined): T[] | null {
  if (!list || list.length === 0) return null;
  return [...list].sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
}
