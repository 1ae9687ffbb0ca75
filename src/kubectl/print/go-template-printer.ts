import { CommandError } from '../failures.js';
import type { ObjectPrinter } from './format.js';
import { type GoTemplate, goTemplate, TemplateError } from './go-template.js';

/** `-o go-template=…`. */
export function goTemplatePrinter(template: string, options: { readonly allowMissingKeys: boolean }): ObjectPrinter {
  const compiled = parsed(template, options);
  return {
    print(object) {
      try {
        return compiled.run(object);
      } catch (cause) {
        if (!(cause instanceof TemplateError)) throw cause;
        const head = `error executing template "${template.replace(/(["\\])/g, '\\$1').replace(/\n/g, '\\n')}"`;
        throw new CommandError(`${head}: template: output:1:2: executing "output": ${cause.message}`, { cause });
      }
    },
  };
}

function parsed(template: string, options: { readonly allowMissingKeys: boolean }): GoTemplate {
  try {
    return goTemplate(template, options);
  } catch (cause) {
    if (!(cause instanceof TemplateError)) throw cause;
    throw new CommandError(`error parsing template ${template}, ${cause.message}`, { cause });
  }
}
