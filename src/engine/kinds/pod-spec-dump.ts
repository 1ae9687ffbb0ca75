/**
 * The server's own Go structs of a Pod's spec, which its complaint about a change prints: fields in their order, under their Go names, with
 * nulls for what is not set. An entry reads `Name`, `Name:TYPE` for a struct and `Name:[TYPE` for a list of them; a name that is not the
 * JSON name with a capital letter has it behind `=`; `!` prints the zero of a plain value: `''`, `0` or `false`.
 */
const TYPES: Readonly<Record<string, string>> = {
  PodSpec:
    "Volumes:[Volume InitContainers:[Container Containers:[Container EphemeralContainers RestartPolicy!'' TerminationGracePeriodSeconds ActiveDeadlineSeconds DNSPolicy=dnsPolicy!'' NodeSelector ServiceAccountName!'' AutomountServiceAccountToken NodeName!'' SecurityContext:PodSecurityContext ImagePullSecrets:[Reference Hostname!'' Subdomain!'' SetHostnameAsFQDN HostnameOverride Affinity SchedulerName!'' Tolerations:[Toleration HostAliases PriorityClassName!'' Priority PreemptionPolicy DNSConfig=dnsConfig ReadinessGates RuntimeClassName Overhead EnableServiceLinks TopologySpreadConstraints OS=os SchedulingGates ResourceClaims Resources WorkloadRef",
  Volume:
    "Name!'' HostPath:HostPath EmptyDir:EmptyDir GCEPersistentDisk=gcePersistentDisk AWSElasticBlockStore=awsElasticBlockStore GitRepo Secret:Secret NFS=nfs ISCSI=iscsi Glusterfs PersistentVolumeClaim:Claim RBD=rbd Quobyte FlexVolume Cinder CephFS=cephfs Flocker DownwardAPI:DownwardAPI FC=fc AzureFile ConfigMap:ConfigMap VsphereVolume AzureDisk PhotonPersistentDisk Projected:Projected PortworxVolume ScaleIO StorageOS=storageos CSI=csi Ephemeral Image",
  HostPath: "Path!'' Type",
  EmptyDir: "Medium!'' SizeLimit",
  Secret: "SecretName!'' Items:[Key DefaultMode Optional",
  Claim: "ClaimName!'' ReadOnly!false",
  DownwardAPI: 'Items:[DownwardFile DefaultMode',
  ConfigMap: "Name!'' Items:[Key DefaultMode Optional",
  Projected: 'Sources:[Source DefaultMode',
  Source:
    'Secret:Projection DownwardAPI:DownwardProjection ConfigMap:Projection ServiceAccountToken:Token ClusterTrustBundle PodCertificate',
  Projection: "Name!'' Items:[Key Optional",
  DownwardProjection: 'Items:[DownwardFile',
  DownwardFile: "Path!'' FieldRef:FieldRef ResourceFieldRef Mode",
  FieldRef: "APIVersion=apiVersion!'' FieldPath!''",
  Token: "Audience!'' ExpirationSeconds!0 Path!''",
  Key: "Key!'' Path!'' Mode",
  Reference: "Name!''",
  Container:
    "Name!'' Image!'' Command Args WorkingDir!'' Ports:[Port EnvFrom:[EnvFrom Env:[EnvVar Resources:Resources+ ResizePolicy RestartPolicy RestartPolicyRules VolumeMounts:[Mount VolumeDevices LivenessProbe:Probe ReadinessProbe:Probe StartupProbe:Probe Lifecycle TerminationMessagePath!'' TerminationMessagePolicy!'' ImagePullPolicy!'' SecurityContext Stdin!false StdinOnce!false TTY=tty!false",
  Port: "Name!'' HostPort!0 ContainerPort!0 Protocol!'' HostIP!''",
  EnvFrom: "Prefix!'' ConfigMapRef SecretRef",
  EnvVar: "Name!'' Value!'' ValueFrom:ValueFrom",
  ValueFrom: 'FieldRef:FieldRef ResourceFieldRef ConfigMapKeyRef:KeyRef SecretKeyRef:KeyRef FileKeyRef',
  KeyRef: "Name!'' Key!'' Optional",
  Resources: 'Limits Requests Claims',
  Mount: "Name!'' ReadOnly!false RecursiveReadOnly MountPath!'' SubPath!'' MountPropagation SubPathExpr!''",
  Probe:
    'Exec HTTPGet:HTTPGet=httpGet TCPSocket:TCPSocket=tcpSocket GRPC=grpc InitialDelaySeconds!0 TimeoutSeconds!0 PeriodSeconds!0 SuccessThreshold!0 FailureThreshold!0 TerminationGracePeriodSeconds',
  HTTPGet: "Path!'' Port!0 Host!'' Scheme!'' HTTPHeaders=httpHeaders",
  TCPSocket: "Port!0 Host!''",
  PodSecurityContext:
    'HostNetwork!false HostPID!false HostIPC!false ShareProcessNamespace HostUsers SELinuxOptions=seLinuxOptions WindowsOptions RunAsUser RunAsGroup RunAsNonRoot SupplementalGroups SupplementalGroupsPolicy FSGroup=fsGroup FSGroupChangePolicy=fsGroupChangePolicy Sysctls SeccompProfile AppArmorProfile SELinuxChangePolicy=seLinuxChangePolicy',
  Toleration: "Key!'' Operator!'' Value!'' Effect!'' TolerationSeconds",
};

type Fields = Readonly<Record<string, unknown>>;

/** A Pod's spec as those structs print it in JSON, one space a storey. */
export function podSpecDump(spec: object): string {
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers, ...rest } = spec as Fields;
  const security = rest['securityContext'] as Fields | undefined;
  const own = { ...security, hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers };
  return JSON.stringify(struct('PodSpec', { ...rest, securityContext: own }), undefined, 1);
}

function struct(type: string, value: Fields): Fields {
  return Object.fromEntries((TYPES[type] ?? '').split(' ').map((entry) => field(entry, value)));
}

function field(entry: string, value: Fields): [string, unknown] {
  const [, name = '', isList, type, needed, json, , zero] =
    /^(\w+)(?::(\[)?(\w+)(\+)?)?(?:=(\w+))?(!(.*))?$/.exec(entry) ?? [];
  const given = value[json ?? `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`];
  if (given === undefined || given === null) {
    if (zero !== undefined) return [name, ZEROS[zero]];
    return [name, needed && type ? struct(type, {}) : null];
  }
  if (type === undefined) return [name, given];
  return [name, isList ? (given as Fields[]).map((item) => struct(type, item)) : struct(type, given as Fields)];
}

const ZEROS: Readonly<Record<string, unknown>> = { "''": '', '0': 0, false: false };
