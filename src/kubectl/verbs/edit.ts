import type { Command } from '../command/command.js';
import { EDIT_FLAGS, editObjects } from './edit-objects.js';

export const editCommand: Command = {
  name: 'edit',
  short: 'Edit a resource from the default editor.',
  summary: 'Edit a resource on the server',
  usage: '(RESOURCE/NAME | -f FILENAME)',
  flags: EDIT_FLAGS,
  run: (call) => editObjects(call, 'normal'),
};
