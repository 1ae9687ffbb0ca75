import { deepEqual } from '../../kube/deep-equal.js';
import { type FieldError, invalid } from '../../kube/field-error.js';
import { invalidObject } from '../../kube/invalid-object.js';
import { familyOf } from '../../kube/ip.js';
import type { ServiceSpec } from '../../kube/shapes/service.js';
import { clusterIPErrors } from './service-addresses.js';
import { isHeadless, type ServiceDraft } from './service-traits.js';

type Family = 'IPv4' | 'IPv6';

/** Settles policy and families from what the user gave and what the cluster has (`initIPFamilyFields`). */
export function settleFamilies(
  draft: ServiceDraft,
  old: ServiceSpec | undefined,
  { families, name }: { readonly families: readonly Family[]; readonly name: string },
): void {
  if (draft.type === 'ExternalName' || keepsPreference(draft, old)) return;
  refuse(name, clusterIPErrors(draft));
  settlePolicy(draft, old);
  const errors = old ? releaseErrors(draft, old) : [];
  if (draft.ipFamilyPolicy === 'SingleStack') errors.push(...singleStackErrors(draft));
  errors.push(...inferFamilies(draft, families));
  refuse(name, errors);
  if (isHeadless(draft) && Object.keys(draft.selector ?? {}).length === 0) {
    draft.ipFamilies = draft.ipFamilies?.length ? draft.ipFamilies : families.slice(0, 1);
    if (draft.ipFamilyPolicy !== 'SingleStack') draft.ipFamilies = bothFamilies(draft.ipFamilies);
    return;
  }
  refuse(name, clusterErrors(draft, families));
  draft.ipFamilies = draft.ipFamilies?.length ? draft.ipFamilies : families.slice(0, 1);
  if (draft.ipFamilyPolicy !== 'SingleStack' && families.length > 1) draft.ipFamilies = bothFamilies(draft.ipFamilies);
}

/** PreferDualStack services are not changed behind their owner's back when the cluster gains or loses a family. */
function keepsPreference(draft: ServiceSpec, old: ServiceSpec | undefined): boolean {
  if (old === undefined || draft.ipFamilyPolicy !== 'PreferDualStack' || old.ipFamilyPolicy !== 'PreferDualStack')
    return false;
  return deepEqual(draft.clusterIPs, old.clusterIPs) && deepEqual(draft.ipFamilies, old.ipFamilies);
}

/** Going back to one family needs the word SingleStack; what was not touched is then cut. */
function releaseErrors(draft: ServiceDraft, old: ServiceSpec): FieldError[] {
  if (draft.ipFamilyPolicy === 'SingleStack') {
    if ((draft.clusterIPs?.length ?? 0) > 1 && deepEqual(draft.clusterIPs, old.clusterIPs)) {
      draft.clusterIPs = (draft.clusterIPs ?? []).slice(0, 1);
    }
    if ((draft.ipFamilies?.length ?? 0) > 1 && deepEqual(draft.ipFamilies, old.ipFamilies)) {
      draft.ipFamilies = (draft.ipFamilies ?? []).slice(0, 1);
    }
    return [];
  }
  const error = (what: string) =>
    invalid('spec.ipFamilyPolicy', draft.ipFamilyPolicy, `must be 'SingleStack' to release the secondary ${what}`);
  return [
    ...(old.clusterIPs?.length === 2 && draft.clusterIPs?.length === 1 ? [error('cluster IP')] : []),
    ...(old.ipFamilies?.length === 2 && draft.ipFamilies?.length === 1 ? [error('IP family')] : []),
  ];
}

function settlePolicy(draft: ServiceDraft, old: ServiceSpec | undefined): void {
  if (draft.ipFamilyPolicy !== undefined) return;
  const bare = isHeadless(draft) && Object.keys(draft.selector ?? {}).length === 0;
  draft.ipFamilyPolicy = old?.ipFamilyPolicy ?? (bare && old === undefined ? 'RequireDualStack' : 'SingleStack');
}

function singleStackErrors(draft: ServiceSpec): FieldError[] {
  const error = (what: string) =>
    invalid(
      'spec.ipFamilyPolicy',
      draft.ipFamilyPolicy,
      `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`,
    );
  return [
    ...(draft.clusterIPs?.length === 2 ? [error('cluster IPs')] : []),
    ...(draft.ipFamilies?.length === 2 ? [error('IP families')] : []),
  ];
}

function inferFamilies(draft: ServiceDraft, families: readonly Family[]): FieldError[] {
  const errors: FieldError[] = [];
  const known = [...(draft.ipFamilies ?? [])];
  for (const [index, ip] of (draft.clusterIPs ?? []).entries()) {
    if (ip === 'None') break;
    if (index < known.length) continue;
    const family = familyOf(ip);
    if (families.includes(family)) known.push(family);
    else
      errors.push(
        invalid(`spec.clusterIPs[${index}]`, draft.clusterIPs, `${family} is not configured on this cluster`),
      );
  }
  if (known.length > 0) draft.ipFamilies = known;
  return errors;
}

function clusterErrors(draft: ServiceSpec, families: readonly Family[]): FieldError[] {
  const errors: FieldError[] = [];
  if (draft.ipFamilyPolicy === 'RequireDualStack' && families.length < 2) {
    const detail = 'this cluster is not configured for dual-stack services';
    errors.push(invalid('spec.ipFamilyPolicy', draft.ipFamilyPolicy, detail));
  }
  for (const [index, family] of (draft.ipFamilies ?? []).entries()) {
    if (families.includes(family)) continue;
    errors.push(invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster'));
  }
  return errors;
}

function bothFamilies(families: readonly Family[]): readonly Family[] {
  if (families.length !== 1) return families;
  return families[0] === 'IPv4' ? ['IPv4', 'IPv6'] : ['IPv6', 'IPv4'];
}

export function refuse(name: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidObject({ group: '', kind: 'Service' }, name, errors);
}
