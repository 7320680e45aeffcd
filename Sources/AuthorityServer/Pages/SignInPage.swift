// The page on which a person says who they are.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import OAuth

struct SignInPage {
    let issuer: Issuer
    let formToken: String
    /// Where the browser goes then.
    let to: ReturnPath
    /// The client that sent the person, if one did.
    var client: RegisteredClient?
    /// What the person is called, as far as anybody knows.
    var username: String?
    /// Whether a person who is signed in must show it again.
    var isAgain = false
    /// What went wrong before.
    var problem: OAuthRefusal?

    var page: Page {
        let title = isAgain ? "Confirm that it is you" : "Sign in"
        return Page(
            status: problem.map { HTTPResponse.Status(of: $0.code) } ?? .ok,
            title: problem == nil ? title : "Error: \(title)",
            issuer: issuer,
            leadsElsewhere: true,
            content: """
                <h1>\(title)</h1>
                \(client.map { "<p>to continue to <strong>\($0.name)</strong></p>\(ClientLinks(client: $0).html)" as HTML })
                \(problem.map { "<div class=\"problem\" role=\"alert\"><p>\($0.sentence).</p></div>" as HTML })
                <form method="post" action="\(issuer.path)/login">
                <input type="hidden" name="form_token" value="\(formToken)">
                <input type="hidden" name="to" value="\(to.value)">
                <label for="username">Username</label>
                <input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false"
                required value="\(username ?? "")"\(username == nil ? " autofocus" as HTML : "")>
                <label for="password">Password</label>
                <input id="password" name="password" type="password" autocomplete="current-password" required\
                \(username == nil ? "" : " autofocus" as HTML)>
                <div class="row"><button class="main">Sign in</button></div>
                </form>
                """
        )
    }
}
