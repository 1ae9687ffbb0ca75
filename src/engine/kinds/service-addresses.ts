import { duplicate, type FieldError, invalid, notSupported, required } from '../../kube/field-error.js';
import { type Address, familyOf, isInside, parseAddress, parseNetwork } from '../../kube/ip.js';
import type { ServiceSpec } from '../../kube/shapes/service.js';
import { isHeadless } from './service-traits.js';

const FAMILIES = ['IPv4', 'IPv6'];
const POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

/** clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy among themselves (`ValidateServiceClusterIPsRelatedFields`). */
export function clusterIPErrors(spec: ServiceSpec): FieldError[] {
  if (spec.type === 'ExternalName') return [];
  const { clusterIPs = [], ipFamilies = [] } = spec;
  const errors = [...pairErrors(spec), ...familyErrors(ipFamilies, spec.ipFamilyPolicy)];
  let hasBadAddress = false;
  for (const [index, ip] of clusterIPs.entries()) {
    if (index === 0 && ip === 'None') {
      if (clusterIPs.length === 1) continue;
      hasBadAddress = true;
      errors.push(invalid('spec.clusterIPs', clusterIPs, "'None' must be the first and only value"));
      continue;
    }
    const bad = addressErrors(ip, `spec.clusterIPs[${index}]`);
    hasBadAddress ||= bad.length > 0;
    errors.push(...bad);
  }
  if (clusterIPs.length > 2) errors.push(invalid('spec.clusterIPs', clusterIPs, 'may only hold up to 2 values'));
  if (hasBadAddress) return errors;
  if (clusterIPs.length > 1 && new Set(clusterIPs.map(familyOf)).size < 2) {
    errors.push(invalid('spec.clusterIPs', clusterIPs, 'may specify no more than one IP for each IP family'));
  }
  if (isHeadless(spec)) return errors;
  for (const [index, ip] of clusterIPs.entries()) {
    const family = ipFamilies[index];
    if (family === undefined || !FAMILIES.includes(family) || family === familyOf(ip)) continue;
    const detail = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``;
    errors.push(invalid(`spec.clusterIPs[${index}]`, ip, detail));
  }
  return errors;
}

function pairErrors({ clusterIP = '', clusterIPs = [] }: ServiceSpec): FieldError[] {
  if (clusterIP === '') {
    if (clusterIPs.length === 0) return [];
    return [invalid('spec.clusterIPs', clusterIPs, 'must be empty when `clusterIP` is not specified')];
  }
  if (clusterIPs.length === 0) return [required('spec.clusterIPs')];
  if (clusterIPs[0] === clusterIP) return [];
  return [invalid('spec.clusterIPs', clusterIPs, 'first value must match `clusterIP`')];
}

function familyErrors(families: readonly string[], policy: string | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, family] of families.entries()) {
    if (!FAMILIES.includes(family)) errors.push(notSupported(`spec.ipFamilies[${index}]`, family, FAMILIES));
    if (seen.has(family)) errors.push(duplicate(`spec.ipFamilies[${index}]`, family));
    seen.add(family);
  }
  if (policy !== undefined && !POLICIES.includes(policy)) {
    errors.push(notSupported('spec.ipFamilyPolicy', policy, POLICIES));
  }
  return errors;
}

/** Fields that once took addresses with leading zeros or IPv4 in IPv6 clothes still do. */
export function addressErrors(text: string, path: string): FieldError[] {
  if (legacyAddress(text)) return [];
  return [invalid(path, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];
}

export function legacyAddress(text: string): Address | undefined {
  return parseAddress(text.replace(/(^|[.:])0+(?=\d+(\.|$))/g, '$1'));
}

export function cidrErrors(text: string, path: string): FieldError[] {
  if (parseNetwork(text.replace(/(^|\.)0+(?=\d+[./])/g, '$1'))) return [];
  return [invalid(path, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')];
}

/** Addresses that mean something else than a far machine (`ValidateNonSpecialIP`). */
export function specialAddressErrors(text: string, path: string): FieldError[] {
  const address = legacyAddress(text);
  if (address === undefined) return [invalid(path, text, 'must be a valid IP address')];
  if (address.value === 0n) {
    return [invalid(path, text, `may not be unspecified (${address.family === 'IPv4' ? '0.0.0.0' : text})`)];
  }
  return SPECIAL.filter(({ networks }) => networks.some((network) => isInside(network, text))).map(
    ({ name, networks }) => invalid(path, text, `may not be in the ${name} range (${networks.join(', ')})`),
  );
}

const SPECIAL = [
  { name: 'loopback', networks: ['127.0.0.0/8', '::1/128'] },
  { name: 'link-local', networks: ['169.254.0.0/16', 'fe80::/10'] },
  { name: 'link-local multicast', networks: ['224.0.0.0/24', 'ff02::/10'] },
];
