import type { JoinOptions } from '../hosts/http/join-tutorial.js';
import type { Outside } from '../hosts/tutorial/tutorial.js';
import { cliWords } from '../words/cli.js';

export interface GuestEntrance {
  open(screen: { readonly outside: Outside }): Promise<void>;
  close(): void;
}

/** `--serve`: one's own kubectl joins the screen's cluster. That it cannot is no reason to stop. */
export function guestEntrance(options: JoinOptions): GuestEntrance {
  let leave = () => {};
  return {
    async open({ outside }) {
      const { joinTutorial } = await import('../hosts/http/join-tutorial.js');
      await joinTutorial(outside, options).then(
        (end) => {
          leave = end;
        },
        (cause: NodeJS.ErrnoException) =>
          outside.opened(cliWords.cannotJoin[options.lang](cause.code ?? cause.message)),
      );
    },
    close: () => leave(),
  };
}
