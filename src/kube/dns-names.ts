/** The names of Kubernetes. Each function gives the complaints about a value, in the words of apimachinery's `validation` package. */

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const CONFIG_KEY = '[-._a-zA-Z0-9]+';
const HTTP_HEADER = '[-A-Za-z0-9]+';

const LABEL_EXP = whole(LABEL);
const SUBDOMAIN_EXP = whole(SUBDOMAIN);
const QUALIFIED_EXP = whole(QUALIFIED);
const LABEL_VALUE_EXP = whole(`(${QUALIFIED})?`);
const CONFIG_KEY_EXP = whole(CONFIG_KEY);
const HTTP_HEADER_EXP = whole(HTTP_HEADER);

const SUBDOMAIN_ERROR = regexError(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  SUBDOMAIN,
  'example.com',
);
const QUALIFIED_ERROR = regexError(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  QUALIFIED,
  'MyName',
  'my.name',
  '123-abc',
);

export function isDNS1123Label(value: string): string[] {
  const errors = tooLong(value, 63, 'characters');
  if (LABEL_EXP.test(value)) return errors;
  if (SUBDOMAIN_EXP.test(value)) return [...errors, 'must not contain dots'];
  const sentence =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...errors, regexError(sentence, LABEL, 'my-name', '123-abc')];
}

export function isDNS1123Subdomain(value: string): string[] {
  const errors = tooLong(value, 253, 'characters');
  return SUBDOMAIN_EXP.test(value) ? errors : [...errors, SUBDOMAIN_ERROR];
}

/** Keys of labels and annotations, names of resources: `prefix/name`. */
export function isQualifiedName(value: string): string[] {
  const parts = value.split('/');
  if (parts.length > 2) {
    return [
      `a qualified name ${QUALIFIED_ERROR} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? (parts[0] ?? '') : undefined;
  const errors: string[] = [];
  if (prefix === '') errors.push('prefix part must be non-empty');
  else if (prefix !== undefined) errors.push(...isDNS1123Subdomain(prefix).map((error) => `prefix part ${error}`));
  if (name === '') errors.push('name part must be non-empty');
  else if (name.length > 63) errors.push('name part must be no more than 63 bytes');
  if (!QUALIFIED_EXP.test(name)) errors.push(`name part ${QUALIFIED_ERROR}`);
  return errors;
}

export function isLabelValue(value: string): string[] {
  const errors = tooLong(value, 63, 'bytes');
  if (LABEL_VALUE_EXP.test(value)) return errors;
  const sentence =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [...errors, regexError(sentence, `(${QUALIFIED})?`, 'MyValue', 'my_value', '12345')];
}

/** Names of container ports (IANA service names). */
export function isPortName(value: string): string[] {
  const errors: string[] = [];
  if (value.length > 15) errors.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(value))
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) errors.push('must contain at least one letter (a-z)');
  if (value.includes('--')) errors.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
}

export function isPortNumber(value: number): string[] {
  return value >= 1 && value <= 65535 ? [] : ['must be between 1 and 65535, inclusive'];
}

/** Names of environment variables as v1.30 and later allow them: anything printable but `=`. */
export function isRelaxedEnvVarName(value: string): string[] {
  if (value === '') return ['environment variable name must be non-empty'];
  const fine = [...value].every((char) => char >= ' ' && char <= '~' && char !== '=');
  return fine
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** Names of environment variables as clients still want them. */
export function isEnvVarName(value: string): string[] {
  const sentence =
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit";
  const problem = regexError(sentence, ENV_VAR_NAME, 'my.env-name', 'MY_ENV.NAME', 'MyEnvName1');
  return [...(ENV_VAR_NAME_EXP.test(value) ? [] : [problem]), ...dotErrors(value)];
}

const ENV_VAR_NAME = '[-._a-zA-Z][-._a-zA-Z0-9]*';
const ENV_VAR_NAME_EXP = new RegExp(`^${ENV_VAR_NAME}$`);

/** Keys of ConfigMaps and Secrets. */
export function isConfigMapKey(value: string): string[] {
  const errors = tooLong(value, 253, 'characters');
  if (!CONFIG_KEY_EXP.test(value)) {
    const sentence = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    errors.push(regexError(sentence, CONFIG_KEY, 'key.name', 'KEY_NAME', 'key-name'));
  }
  return [...errors, ...dotErrors(value)];
}

export function isHTTPHeaderName(value: string): string[] {
  if (HTTP_HEADER_EXP.test(value)) return [];
  return [
    regexError("a valid HTTP header must consist of alphanumeric characters or '-'", HTTP_HEADER, 'X-Header-Name'),
  ];
}

/** Names that end up in a URL path. */
export function isPathSegmentName(value: string): string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((part) => value.includes(part)).map((part) => `may not contain '${part}'`);
}

/** What a name would be with a generated tail: one trailing hyphen is let through. */
export function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}

function dotErrors(value: string): string[] {
  if (value === '.' || value === '..') return [`must not be '${value}'`];
  return value.startsWith('..') ? ["must not start with '..'"] : [];
}

function tooLong(value: string, limit: number, unit: string): string[] {
  return value.length > limit ? [`must be no more than ${limit} ${unit}`] : [];
}

function whole(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`);
}

function regexError(sentence: string, pattern: string, ...examples: string[]): string {
  const listed = examples.map((example) => `'${example}', `).join(' or ');
  return `${sentence} (e.g. ${listed}regex used for validation is '${pattern}')`;
}
