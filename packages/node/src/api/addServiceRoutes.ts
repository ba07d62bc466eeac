import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { SaharaError } from '@sahara/protocol'
import { answers } from './answers.ts'
import { isReady } from './isReady.ts'
import type { NodeContext } from './nodeContext.ts'

const health = createRoute({
  method: 'get',
  path: '/health',
  tags: ['Service'],
  summary: 'Whether the process answers.',
  responses: answers(z.object({ status: z.literal('ok') }), 'It does.'),
})

const ready = createRoute({
  method: 'get',
  path: '/ready',
  tags: ['Service'],
  summary: 'Whether the node has caught up with the chain and the metadata.',
  responses: answers(z.object({ ready: z.literal(true) }), 'It has.'),
})

const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  tags: ['Service'],
  summary: 'Metrics for Prometheus.',
  responses: {
    200: {
      description: 'In its text format.',
      content: { 'text/plain': { schema: z.string() } },
    },
  },
})

/** What machines that look after a node ask. */
export function addServiceRoutes(app: OpenAPIHono, context: NodeContext): void {
  const { metrics } = context.common
  app.openapi(health, (c) => c.json({ status: 'ok' } as const, 200))
  app.openapi(ready, (c) => {
    if (isReady(context)) return c.json({ ready: true } as const, 200)
    throw new SaharaError('The node has not caught up with the chain.', {
      code: 'NODE_NOT_READY',
      hint: 'Ask again in a moment; /api/v1/status says how far it is.',
      retryable: true,
    })
  })
  app.openapi(metricsRoute, async (c) =>
    c.text(await metrics.metrics(), 200, {
      'content-type': metrics.contentType,
    }),
  )
}
