import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { engineSources } from './packages/chain/src/engines/engineSources.ts'
import {
  engineFolder,
  enginesFolder,
} from './packages/chain/src/engines/enginesFolder.ts'

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

const hasEngines = engineSources.every((source) =>
  existsSync(engineFolder(enginesFolder(process.env), source)),
)

const inPackage = (name: string) => ({
  root: `packages/${name}`,
  execArgv: ['--conditions=source'],
})

const fromSource = {
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
}

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
        ...fromSource,
        test: {
          name,
          ...inPackage(name),
          include: ['src/**/*.test.ts'],
        },
      })),
      // The same sale on Sahara chain; by hand also with more validators. Without
      // engines it is left out, which `npm test` says; in CI it then fails.
      ...(hasEngines || process.env.CI
        ? [
            {
              extends: true,
              ...fromSource,
              test: {
                name: 'network',
                ...inPackage('test'),
                include: ['src/acceptance/firstSale.test.ts'],
                env: { SAHARA_TEST_CHAIN: 'network:1' },
              },
            },
          ]
        : []),
    ],
  },
})
