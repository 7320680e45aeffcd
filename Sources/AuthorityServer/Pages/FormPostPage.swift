// The page that carries an answer to a client as a form (OAuth 2.0 Form Post Response Mode §2).

internal import Authority
internal import Hummingbird
internal import OAuth

struct FormPostPage {
    let issuer: Issuer
    let answer: AuthorizationAnswer

    /// The one script that the page may run, and its SHA-256 in base64.
    static let script = "document.forms[0].submit()"
    static let digest = "sha256-ePniVEkSivX/c7XWBGafqh8tSpiRrKiqYeqbG7N1TOE="

    var page: Page {
        Page(
            title: "Going on",
            issuer: issuer,
            leadsElsewhere: true,
            script: (FormPostPage.digest, HTML(stringLiteral: FormPostPage.script)),
            content: """
                <h1>Going on</h1>
                <form method="post" action="\(answer.redirect.uri)">
                \(HTML.hidden(answer.parameters))
                <p>You go on to \(answer.redirect.shown).</p>
                <div class="row"><button class="main">Continue</button></div>
                </form>
                """
        )
    }
}
