import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['test/truth/**/*.test.ts'], testTimeout: 300_000 } });
