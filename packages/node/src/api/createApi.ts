import { OpenAPIHono, z } from '@hono/zod-openapi'
import { SaharaError } from '@sahara/protocol'
import { maxBlockBytes } from '@sahara/vault'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { HTTPException } from 'hono/http-exception'
import { addGatewayRoutes } from '../gateway/addGatewayRoutes.ts'
import { addUploadRoutes } from '../gateway/addUploadRoutes.ts'
import { addLocationRoutes } from '../locations/addLocationRoutes.ts'
import { addAccountRoutes } from './addAccountRoutes.ts'
import { addAssetRoutes } from './addAssetRoutes.ts'
import { addChangeRoutes } from './addChangeRoutes.ts'
import { addConsensusRoutes } from './addConsensusRoutes.ts'
import { addDepositRoutes } from './addDepositRoutes.ts'
import { addDocsRoutes } from './addDocsRoutes.ts'
import { addIdRoutes } from './addIdRoutes.ts'
import { addKeeperRoutes } from './addKeeperRoutes.ts'
import { addLicenceRoutes } from './addLicenceRoutes.ts'
import { addMetadataRoute } from './addMetadataRoute.ts'
import { addMovementRoutes } from './addMovementRoutes.ts'
import { addNetworkRoutes } from './addNetworkRoutes.ts'
import { addOrderRoutes } from './addOrderRoutes.ts'
import { addPolicyRoutes } from './addPolicyRoutes.ts'
import { addProposalRoutes } from './addProposalRoutes.ts'
import { addServiceRoutes } from './addServiceRoutes.ts'
import { createIdempotency } from './createIdempotency.ts'
import type { NodeContext } from './nodeContext.ts'
import { tagReads } from './tagReads.ts'
import { toProblem } from './toProblem.ts'

function createRouter(): OpenAPIHono {
  return new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return
      throw new SaharaError(z.prettifyError(result.error), {
        code: 'INPUT_INVALID',
        hint: 'The forms are described in /openapi.json.',
      })
    },
  })
}

/** The whole HTTP interface of a node; answers without a server in tests. */
export function createApi(context: NodeContext): OpenAPIHono {
  const { clock, logger } = context.common
  const app = createRouter()
  const api = createRouter()

  // All that is read is public, and what is written carries a signature.
  app.use(
    cors({
      origin: '*',
      exposeHeaders: ['etag', 'content-length', 'x-ipfs-path'],
    }),
  )
  app.onError((error, c) => {
    const input =
      error instanceof HTTPException && error.status < 500
        ? new SaharaError(error.message || 'The request is malformed.', {
            code: 'INPUT_INVALID',
            hint: 'The forms are described in /openapi.json.',
            cause: error,
          })
        : error
    const response = toProblem(input)
    if (response.status === 500) logger.error({ err: error }, 'request failed')
    // A body that was not read to its end leaves the connection unusable.
    if (c.req.method === 'PUT') response.headers.set('connection', 'close')
    return response
  })
  app.notFound(() =>
    toProblem(
      new SaharaError('No such endpoint.', {
        code: 'ROUTE_NOT_FOUND',
        hint: 'See /docs, or /openapi.json.',
      }),
    ),
  )

  api.use(tagReads)
  api.use(
    bodyLimit({
      maxSize: maxBlockBytes,
      onError: () => {
        throw new SaharaError('The body is larger than 2 MiB.', {
          code: 'BLOB_TOO_LARGE',
          hint: 'Upload a file as its blocks, of at most 2 MiB each.',
          details: { maxBlockBytes },
        })
      },
    }),
  )
  api.use(createIdempotency({ clock }))
  addAssetRoutes(api, context)
  addMetadataRoute(api, context)
  addAccountRoutes(api, context)
  addLicenceRoutes(api, context)
  addMovementRoutes(api, context)
  addDepositRoutes(api, context)
  addIdRoutes(api, context)
  addOrderRoutes(api, context)
  addPolicyRoutes(api, context)
  addProposalRoutes(api, context)
  addChangeRoutes(api, context)
  addNetworkRoutes(api, context)
  addKeeperRoutes(api, context)
  addConsensusRoutes(api, context)
  addUploadRoutes(api, context)
  addLocationRoutes(api, context)
  app.route('/api/v1', api)
  addGatewayRoutes(app, context.blobs)

  addServiceRoutes(app, context)
  app.use('/openapi.json', tagReads)
  app.use('/docs/*', tagReads)
  addDocsRoutes(app)
  app.openAPIRegistry.registerComponent('securitySchemes', 'uploadSession', {
    type: 'http',
    scheme: 'bearer',
    description: 'The token of an upload session.',
  })
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    servers: [{ url: '/' }],
    info: {
      title: 'Sahara node',
      version: '1',
      description: 'Catalogue, income, blobs. Amounts are wei of SAHARA.',
      license: { name: 'MIT' },
    },
  })
  return app
}
