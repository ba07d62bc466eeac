import { defineConfig } from 'vitest/config'

const packages = [
  'common',
  'protocol',
  'vault',
  'sdk',
  'chain',
  'node',
  'cli',
  'test',
]

export default defineConfig({
  test: {
    pool: 'forks',
    // Most of a test's time is another process at work, or a wait for a block.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'contracts',
          root: 'contracts',
          include: ['*.test.mjs'],
        },
      },
      ...packages.map((name) => ({
        extends: true,
        resolve: { conditions: ['source'] },
        ssr: { resolve: { conditions: ['source'] } },
        test: {
          name,
          root: `packages/${name}`,
          include: ['src/**/*.test.ts'],
          execArgv: ['--conditions=source'],
        },
      })),
    ],
  },
})
