// The pages for a device that shows a code: where it is typed, and what is said in the end.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import OAuth

struct DevicePage {
    let issuer: Issuer
    let formToken: String
    /// What stands in the field already: a link brought it, or the person typed it before.
    var userCode: String?
    var problem: OAuthRefusal?

    var page: Page {
        let title = "Connect a device"
        return Page(
            status: problem.map { HTTPResponse.Status(of: $0.code) } ?? .ok,
            title: problem == nil ? title : "Error: \(title)",
            issuer: issuer,
            content: """
                <h1>\(title)</h1>
                \(problem.map { "<div class=\"problem\" role=\"alert\"><p>\($0.sentence).</p></div>" as HTML })
                <p>Type the code that your device shows. Nobody who writes or calls needs it from you.</p>
                <form method="post" action="\(issuer.path)/device">
                <input type="hidden" name="form_token" value="\(formToken)">
                <label for="user_code">Code</label>
                <input id="user_code" name="user_code" value="\(userCode ?? "")" required autofocus autocomplete="off" \
                autocapitalize="characters" spellcheck="false" maxlength="20">
                <div class="row"><button class="main">Continue</button></div>
                </form>
                """
        )
    }

    /// What is said when the person has decided.
    static func done(_ client: String, _ decision: ConsentDecision, issuer: Issuer) -> Page {
        let title = decision == .allowed ? "The device is connected" : "The device was refused"
        let words: HTML =
            decision == .allowed
            ? "<p><strong>\(client)</strong> goes on by itself; you may close this page.</p>"
            : "<p><strong>\(client)</strong> got nothing. If you did not start it, somebody tried to use your account.</p>"
        return Page(
            title: title, issuer: issuer,
            content: "<h1>\(title)</h1>\(words)<p><a href=\"\(issuer.path)/account/apps\">Your apps</a></p>")
    }
}
