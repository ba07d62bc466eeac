import { readFile } from 'node:fs/promises'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { createBridgeMetrics } from './createBridgeMetrics.ts'

const ops = new URL('../../ops/', import.meta.url)

/** What a text asks Prometheus for. */
function metricsIn(text: string): string[] {
  return [...new Set(text.match(/\bsahara_[a-z_]+/g) ?? [])].sort()
}

test('behavior: dashboard and alerts ask only for what a bridge exports', async () => {
  const registry = new Registry()
  createBridgeMetrics(registry)
  const exported = new Set(metricsIn(await registry.metrics()))
  const dashboard = JSON.parse(
    await readFile(new URL('grafana/sahara-chain.json', ops), 'utf8'),
  ) as { panels: { targets: { expr: string }[] }[] }
  const asked = metricsIn(
    [
      ...dashboard.panels.flatMap(({ targets }) =>
        targets.map(({ expr }) => expr),
      ),
      await readFile(new URL('sahara-chain.rules.yml', ops), 'utf8'),
    ].join('\n'),
  )
  expect(asked.length).toBeGreaterThan(3)
  expect(asked.filter((name) => !exported.has(name))).toEqual([])
})
