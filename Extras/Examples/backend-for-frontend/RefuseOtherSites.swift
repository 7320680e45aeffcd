// A cookie says whose browser it is, never whose page: what another site's page has a browser send is refused here.

import HTTPTypes
import Hummingbird

/// Refuses requests that do not come from a page of this very site.
struct RefuseOtherSites<Context: RequestContext>: RouterMiddleware {
    let site: String
    /// Whether the header `X-Site` must be there. A page of another site can send it only after asking first, and this
    /// server answers no such question; a form can't send it at all.
    let needsHeader: Bool

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let (origins, sites) = (request.headers[values: .origin], request.headers[values: .secFetchSite])
        let isRead = request.method == .get || request.method == .head
        let isOwn =
            origins.allSatisfy { $0.utf8.elementsEqual(site.utf8) }
            && sites.allSatisfy { $0.utf8.elementsEqual("same-origin".utf8) }
            // Every browser says one of the two when something is to change.
            && (isRead || !origins.isEmpty || !sites.isEmpty)
            && (!needsHeader || request.headers[.site] == "1")
        guard isOwn else { return Page.problem(.forbidden, "this request is not from a page of this site") }
        return try await next(request, context)
    }
}
