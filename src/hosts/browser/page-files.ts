// Files of the learner's machine as a page reaches them: a download, and the browser's own dialog.
import { exchangeWords } from '../../words/exchange.js';
import type { Lang } from '../../words/sentence.js';
import type { HostFiles, Read } from '../tutorial/host-files.js';

/** More than any progress file holds. */
const LARGEST = 64 * 1024 * 1024;

export function pageFiles(lang: Lang): HostFiles {
  return {
    write(name, text) {
      const file = name.replace(/^.*\//, '');
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
      link.download = file;
      link.click();
      // The browser has the content once it has begun to save it; nothing tells when that is.
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      return Promise.resolve({ place: exchangeWords.downloads[lang](file) });
    },
    read: () => chooseFile(),
  };
}

function chooseFile(): Promise<Read> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = '.json,application/json';
    input.addEventListener('cancel', () => resolve('cancelled'));
    input.addEventListener('change', () => void readChosen(input.files?.[0]).then(resolve));
    input.click();
  });
}

async function readChosen(file: File | undefined): Promise<Read> {
  if (file === undefined) return 'cancelled';
  if (file.size > LARGEST) return { name: file.name, why: 'EFBIG' };
  try {
    return { name: file.name, text: await file.text() };
  } catch (error) {
    return { name: file.name, why: error instanceof Error ? error.name : String(error) };
  }
}
