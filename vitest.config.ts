import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/**/*.test.ts', 'test/**/*.test.tsx'], exclude: ['test/truth/**'], testTimeout: 60_000 },
});
