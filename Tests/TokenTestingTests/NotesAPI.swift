// The API that the tests beside it are about, as its author would write it.

import Hummingbird
import HummingbirdTokens

/// An API with notes that a scope allows to read.
func notesAPI(tokens: TokenVerifier) -> some ApplicationProtocol {
    let router = Router(context: TokenRequestContext.self)
    router.add(middleware: TokenMiddleware(verifier: tokens))
    router.group("notes").requireScope("notes:read").get { _, context in
        "notes of \(try context.requireToken().subject)"
    }
    return Application(router: router)
}
