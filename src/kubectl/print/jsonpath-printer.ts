import { goSyntax } from '../../kube/go-value.js';
import { type JsonPath, JsonPathError, jsonPath } from '../../kube/jsonpath.js';
import { CommandError } from '../failures.js';
import type { ObjectPrinter } from './format.js';

/** `-o jsonpath=…` and `-o jsonpath-as-json=…`. */
export function jsonPathPrinter(
  template: string,
  options: { readonly allowMissingKeys: boolean; readonly asJson: boolean },
): ObjectPrinter {
  const path = parsed(template, options.allowMissingKeys);
  return {
    print(object) {
      try {
        return options.asJson ? path.json(object) : path.text(object);
      } catch (cause) {
        if (!(cause instanceof JsonPathError)) throw cause;
        const head = `error executing jsonpath "${template.replace(/(["\\])/g, '\\$1')}": Error executing template: ${cause.message}.`;
        throw new CommandError(
          `${head} Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n`,
          { cause },
        );
      }
    },
  };
}

function parsed(template: string, allowMissingKeys: boolean): JsonPath {
  try {
    return jsonPath(template, { allowMissingKeys });
  } catch (cause) {
    if (!(cause instanceof JsonPathError)) throw cause;
    throw new CommandError(`error parsing jsonpath ${template}, ${cause.message}`, { cause });
  }
}
