const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `date +FORMAT` in UTC. */
export function formatDate(format: string, time: number): string {
  const date = new Date(time);
  return format.replace(/%(-?)([a-zA-Z%])|%:z/g, (all, plain: string, letter: string) => {
    const text = all === '%:z' ? '+00:00' : (field(letter, date, time) ?? all);
    return plain ? text.replace(/^[0 ]+(?=\d)/, '') : text;
  });
}

function field(letter: string, date: Date, time: number): string | undefined {
  const two = (value: number, fill = '0') => String(value).padStart(2, fill);
  const hours = date.getUTCHours();
  const day = days[date.getUTCDay()] ?? '';
  const month = months[date.getUTCMonth()] ?? '';
  const start = Date.UTC(date.getUTCFullYear(), 0, 1);
  switch (letter) {
    case 'Y':
      return String(date.getUTCFullYear());
    case 'y':
      return two(date.getUTCFullYear() % 100);
    case 'm':
      return two(date.getUTCMonth() + 1);
    case 'd':
      return two(date.getUTCDate());
    case 'e':
      return two(date.getUTCDate(), ' ');
    case 'H':
      return two(hours);
    case 'I':
      return two(hours % 12 || 12);
    case 'M':
      return two(date.getUTCMinutes());
    case 'S':
      return two(date.getUTCSeconds());
    case 'N':
      return `${String(date.getUTCMilliseconds()).padStart(3, '0')}000000`;
    case 's':
      return String(Math.floor(time / 1000));
    case 'j':
      return String(Math.floor((time - start) / 86_400_000) + 1).padStart(3, '0');
    case 'a':
      return day.slice(0, 3);
    case 'A':
      return day;
    case 'b':
    case 'h':
      return month.slice(0, 3);
    case 'B':
      return month;
    case 'p':
      return hours < 12 ? 'AM' : 'PM';
    case 'u':
      return String(date.getUTCDay() || 7);
    case 'w':
      return String(date.getUTCDay());
    case 'z':
      return '+0000';
    case 'Z':
      return 'UTC';
    case 'F':
      return formatDate('%Y-%m-%d', time);
    case 'T':
      return formatDate('%H:%M:%S', time);
    case 'R':
      return formatDate('%H:%M', time);
    case 'D':
      return formatDate('%m/%d/%y', time);
    case 'c':
      return formatDate('%a %b %e %H:%M:%S %Y', time);
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case '%':
      return '%';
    default:
      return undefined;
  }
}
