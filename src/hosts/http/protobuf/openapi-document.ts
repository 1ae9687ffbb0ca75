/** What clients ask for when they want the API's description in this form. */
export const OPENAPI_PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

interface OpenApi {
  readonly swagger: string;
  readonly info: { readonly title: string; readonly version: string };
}

/**
 * The head of an OpenAPI 2 document on the wire. Clients look a kind up in it when the newer description does not have it; what is
 * not here is then not checked by them, but by the server.
 */
export function encodeOpenApi({ swagger, info }: OpenApi): Buffer {
  const title = field(1, Buffer.from(info.title));
  const version = field(2, Buffer.from(info.version));
  return Buffer.concat([
    field(1, Buffer.from(swagger)),
    field(2, Buffer.concat([title, version])),
    field(8, Buffer.alloc(0)),
  ]);
}

/** A field of bytes, shorter than 128 of them. */
function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([number * 8 + 2, content.length]), content]);
}
