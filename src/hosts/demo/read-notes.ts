import { request } from 'node:http';
import { type NotesState, readNotes } from '../../demo/notes.js';
import type { NotesAddress } from './notes-file.js';

/** `over`: the demo has ended; `gone`: nobody listens there; `refused`: the demo does not know this token. */
export type NotesEnd = 'over' | 'gone' | 'refused';

/** Follows a demo's notes until it ends. */
export function followNotes({ port, token }: NotesAddress, show: (state: NotesState) => void): Promise<NotesEnd> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path: '/notes', headers: { authorization: `Bearer ${token}` } });
    asked.on('error', () => resolve('gone'));
    asked.on('response', (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        resolve('refused');
        return;
      }
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        const lines = `${rest}${text}`.split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const state = readNotes(parsed(line));
          if (state) show(state);
        }
      });
      response.on('error', () => resolve('over'));
      response.on('close', () => resolve('over'));
    });
    asked.end();
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
