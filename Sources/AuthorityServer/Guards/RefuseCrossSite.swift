// Requests that a browser sends for another site have no business at the issuer's own API.

internal import HTTPTypes
package import Hummingbird
package import OAuth

/// Refuses what `Sec-Fetch-Site` or `Origin` calls foreign. Programs that are no browsers send neither.
package struct RefuseCrossSite<Context: ServerContext>: RouterMiddleware {
    private let issuer: Issuer

    package init(issuer: Issuer) { self.issuer = issuer }

    package func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let sites = request.headers[values: .secFetchSite]
        let origins = request.headers[values: .origin]
        let isOwn =
            sites.allSatisfy {
                $0.utf8.elementsEqual("same-origin".utf8) || $0.utf8.elementsEqual("none".utf8)
            }
            && origins.allSatisfy { $0.utf8.elementsEqual(issuer.origin.utf8) }
        guard isOwn else {
            throw OAuthRefusal(
                .crossSiteRequest, "this API takes no requests that a browser sends from another site")
        }
        return try await next(request, context)
    }
}
