import { SelectorError } from './label-selector.js';

/** One condition on a field: `status.phase!=Running`. */
export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** Parses `metadata.name=web,status.phase!=Running`. Throws `SelectorError` in the words of apimachinery's fields.ParseSelector. */
export function parseFieldSelector(text: string): readonly FieldRequirement[] {
  return split(text)
    .filter((part) => part !== '')
    .map((part) => {
      const found = /^([^=!]*?)(!=|==|=)(.*)$/s.exec(part);
      if (!found) throw new SelectorError(`invalid selector: '${text}'; can't understand '${part}'`);
      const [, field = '', operator, value = ''] = found;
      return { field, operator: operator === '!=' ? '!=' : '=', value: unescaped(value, text) };
    });
}

export function matchesFields(
  requirements: readonly FieldRequirement[],
  fieldValue: (field: string) => string,
): boolean {
  return requirements.every(({ field, operator, value }) => (fieldValue(field) === value) === (operator === '='));
}

/** At commas that no backslash protects. */
function split(text: string): string[] {
  return text.match(/(?:\\.|[^,\\])+/gs) ?? [];
}

function unescaped(value: string, selector: string): string {
  if (/(^|[^\\])(\\\\)*\\([^\\,=]|$)/s.test(value)) {
    throw new SelectorError(`invalid field selector: invalid escape sequence in value: ${selector}`);
  }
  return value.replace(/\\([\\,=])/g, '$1');
}
