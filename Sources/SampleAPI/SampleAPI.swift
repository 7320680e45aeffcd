// The API of development mode: something to call with a token, guarded exactly as a user's API would be.

package import Hummingbird
package import HummingbirdTokens
internal import JOSE
package import OAuth
package import TokenVerifier

/// A small API with notes and tasks.
package enum SampleAPI {
    /// Its scopes, each with the sentence that people are asked to agree to.
    package static let scopes: [(name: String, sentence: String)] = [
        ("notes:read", "Read your notes"),
        ("notes:write", "Write notes for you"),
        ("tasks:read", "Read your tasks"),
        ("tasks:write", "Add tasks for you"),
    ]

    /// Adds `me`, `notes` and `tasks` under a path.
    ///
    /// - Parameters:
    ///   - metadata: what challenges lead to (RFC 9728); it is served as well.
    ///   - origin: where it is reached; with it tokens that are bound to a key are taken with a proof (RFC 9449).
    package static func addRoutes<Routes: RouterMethods>(
        to router: Routes,
        verifier: TokenVerifier,
        path: RouterPath = "dev/api",
        metadata: ProtectedResourceMetadata? = nil,
        origin: RequestOrigin? = nil
    ) {
        if let metadata { router.serve(metadata) }
        let api = router.group(path, context: TokenGroupContext<Routes.Context>.self)
            .add(middleware: TokenMiddleware(verifier: verifier, origin: origin, metadata: metadata))
        api.get("me") { _, context in SampleAnswer.me(try context.requireToken(), at: WallClock.seconds()) }
        for name in ["notes", "tasks"] {
            let shelf = Shelf()
            let things = api.group(RouterPath(name))
            things.requireScope("\(name):read").get { _, context in
                SampleAnswer.list(name, shelf.entries(of: try context.requireToken().subject))
            }
            things.requireScope("\(name):write").post { request, context in
                let text = try await SampleRequest.text(of: request)
                return SampleAnswer.created(shelf.add(text, for: try context.requireToken().subject))
            }
        }
    }
}
