/** Protocols that carry ports, as a node's kernel and tools write them. */
export type IpProtocol = 'tcp' | 'udp' | 'sctp';

const written = { TCP: 'tcp', UDP: 'udp', SCTP: 'sctp' } as const;

/** From the name that the API has for it. */
export function ipProtocol(name: keyof typeof written = 'TCP'): IpProtocol {
  return written[name];
}

/** The name that the API has for it. */
export function protocolName(protocol: IpProtocol): keyof typeof written {
  return protocol === 'tcp' ? 'TCP' : protocol === 'udp' ? 'UDP' : 'SCTP';
}
