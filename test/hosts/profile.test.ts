import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunState } from '../../src/course/run-state.js';
import type { SavedGame } from '../../src/course/saved-game.js';
import { openProfile } from '../../src/hosts/terminal/profile.js';
import { claimProfile } from '../../src/hosts/terminal/profile-claim.js';

const folder = () => mkdtempSync(join(tmpdir(), 'svc-learn-profile-'));

function game(lesson: string, step: number): SavedGame {
  const run = { lesson, step } as RunState;
  const terminals = { shown: 1, logs: [] };
  return {
    version: 1,
    program: '1',
    lesson,
    seed: 1,
    epoch: '2026-01-01T00:00:00Z',
    world: {},
    session: {},
    run,
    terminals,
  };
}

describe('saved games', () => {
  it('are kept one a lesson, also over a restart', () => {
    const place = folder();
    const first = openProfile(place);
    first.saveGame(game('why', 1));
    first.saveGame(game('welcome', 2));
    first.saveGame(game('welcome', 3));
    const next = openProfile(place);
    expect(next.loadGame('1').game).toEqual(game('welcome', 3));
    expect(next.loadGame('1', 'why').game).toEqual(game('why', 1));
    expect(next.loadGame('1', 'never-opened')).toEqual({});
    next.saveGame(game('why', 2));
    expect([next.loadGame('1', 'welcome').game, next.loadGame('1').game]).toEqual([game('welcome', 3), game('why', 2)]);
    next.reset();
    expect(readdirSync(place)).toEqual([]);
  });
});

describe('a game that cannot be resumed', () => {
  it('is put aside, whether it was left last or for another one; one of another version is told apart', () => {
    const place = folder();
    const profile = openProfile(place);
    profile.saveGame(game('why', 1));
    profile.saveGame(game('welcome', 2));
    writeFileSync(join(place, 'game-why.json'), '{"program":"1"');
    expect(profile.loadGame('1', 'why')).toEqual({ putAside: join(place, 'game-why.json.damaged-1') });
    profile.saveGame(game('why', 3));
    expect(profile.putGameAside('welcome')).toBe(join(place, 'game-welcome.json.damaged-1'));
    expect(profile.putGameAside('why')).toBe(join(place, 'game.json.damaged-1'));
    expect(profile.loadGame('1')).toEqual({});
    profile.saveGame(game('why', 3));
    expect(openProfile(place).loadGame('2')).toEqual({ isOutdated: true });
  });
});

describe('the mark of the program that writes', () => {
  it('is taken by the first, given back at its end, and taken over from one that is gone', () => {
    const place = folder();
    const path = join(place, 'in-use');
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(path, `${gone}`);
    const claim = claimProfile(place);
    expect(claim.isOurs).toBe(true);
    claim.release();
    expect(existsSync(path)).toBe(false);
  });

  it('is respected while its program lives and renews it', () => {
    const place = folder();
    const path = join(place, 'in-use');
    writeFileSync(path, `${process.ppid}`);
    const other = claimProfile(place);
    expect(other.isOurs).toBe(false);
    other.release();
    expect(existsSync(path)).toBe(true);
    const old = new Date(Date.now() - 3_600_000);
    utimesSync(path, old, old);
    expect(claimProfile(place).isOurs).toBe(true);
  });
});
