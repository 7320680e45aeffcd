// The page on which a person says whether they want to sign out, and the one that says that they have.

internal import Authority
internal import Hummingbird
internal import OAuth

/// Asks whether to sign out.
struct LogoutPage {
    let issuer: Issuer
    let formToken: String
    /// The request, as a query, which is examined again when the answer comes.
    let request: String
    let question: LogoutQuestion

    var page: Page {
        Page(
            status: question.problem.map { .init(of: $0.code) } ?? .ok,
            title: "Sign out?",
            issuer: issuer,
            leadsElsewhere: question.destination != nil,
            content: """
                <h1>Sign out?</h1>
                \(sender)
                \(LogoutPage.problem(question.problem))
                <p>You are signed in as <strong>\(question.username)</strong>.</p>
                \(ending)
                \(question.destination.map { "<p>Then you go to <strong>\($0.shown)</strong>.</p>" as HTML })
                <form method="post" action="\(issuer.path)/logout">
                <input type="hidden" name="form_token" value="\(formToken)">
                <input type="hidden" name="request" value="\(request)">
                <div class="row">
                <a href="\(issuer.path)/account">Stay signed in</a>
                <button class="main">Sign out</button>
                </div>
                </form>
                """
        )
    }

    private var sender: HTML? {
        question.client.map { "<p><strong>\($0.name)</strong> asks to sign you out here.</p>" }
    }

    private var ending: HTML? {
        guard !question.apps.isEmpty else { return nil }
        return
            "<p>These apps are signed out with it:</p><ul>\(question.apps.map { "<li>\($0)</li>" as HTML })</ul>"
    }

    static func problem(_ problem: OAuthRefusal?) -> HTML? {
        problem.map { "<div class=\"problem\" role=\"alert\"><p>\($0.sentence).</p></div>" }
    }
}

/// Says that nobody is signed in any more.
struct SignedOutPage {
    let issuer: Issuer
    let end: LogoutEnd

    var page: Page {
        Page(
            status: end.problem.map { .init(of: $0.code) } ?? .ok,
            title: "Signed out",
            issuer: issuer,
            content: """
                <h1>You are signed out</h1>
                \(LogoutPage.problem(end.problem))
                \(end.link.map { "<p><a href=\"\($0.location)\" rel=\"noreferrer\">Go on to \($0.shown)</a></p>" as HTML })
                <p><a href="\(issuer.path)/login">Sign in</a></p>
                """
        )
    }
}
