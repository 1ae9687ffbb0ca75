// awk, sed and jq: a library as large as the rest of the program, built once for the terminal and the page.
export { Bash } from 'just-bash/browser';
