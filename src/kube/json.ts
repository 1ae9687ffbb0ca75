/** JSON values: all that crosses the API and all that the world remembers. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** JSON that its owner may still change: frames of programs, objects under construction. */
export type MutableJson = null | boolean | number | string | MutableJson[] | { [key: string]: MutableJson };
