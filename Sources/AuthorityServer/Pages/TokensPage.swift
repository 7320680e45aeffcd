// The API tokens of a person: what there is, making one, and the one look at it that there ever is.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import OAuth

struct TokensPage {
    let issuer: Issuer
    let formToken: String
    let username: String
    let tokens: [ListedToken]
    /// The APIs at which the person holds scopes.
    let choices: [HeldScopes]
    /// A token that was made just now.
    var made: IssuedToken?
    var problem: OAuthRefusal?

    var page: Page {
        Page(
            status: problem.map { HTTPResponse.Status(of: $0.code) } ?? .ok,
            title: problem == nil ? "API tokens" : "Error: API tokens",
            issuer: issuer,
            content: """
                \(AccountFrame.top(issuer, username, formToken))
                <h1>API tokens</h1>
                <p>A token lets a program act for you, without your password. Whoever has it can use it.</p>
                \(news)
                \(problem.map { "<div class=\"problem\" role=\"alert\"><p>\($0.sentence).</p></div>" as HTML })
                \(rows)
                <h2>New token</h2>
                \(choices.isEmpty ? "<p class=\"note\">You hold no scope of any API yet.</p>" : HTML(choices.map(form)))
                """
        )
    }

    /// The token, which is shown once.
    private var news: HTML {
        made.map {
            """
            <div class="note" role="status"><p><label for="made">Your new token. You will not see it again:</label></p>
            <textarea id="made" rows="5" readonly spellcheck="false">\($0.token)</textarea>
            <p class="soft">Send it as <code>Authorization: Bearer …</code></p></div>
            """
        } ?? ""
    }

    private var rows: HTML {
        guard !tokens.isEmpty else { return "<p class=\"note\">You have no tokens.</p>" }
        let items = tokens.map { token -> HTML in
            let used = token.lastUsedAt.map { "last used \(Timestamp.text($0))" } ?? "never used"
            let from = token.lastUsedFrom.map { " from \($0)" } ?? ""
            return """
                <li><strong>\(token.name)</strong> <span class="soft">\(token.form.rawValue)</span><br>\(token.description)
                <p class="soft">\(token.audience) · \(token.scopes.joined(separator: " "))<br>\(used)\(from), expires \
                \(Timestamp.text(token.endsAt ?? token.expiresAt))</p>
                <form method="post" action="\(issuer.path)/account/tokens/\(token.id)/revoke">
                <input type="hidden" name="form_token" value="\(formToken)">
                <button class="small">Revoke \(token.name)</button></form></li>
                """
        }
        return "<ul class=\"plain\">\(items)</ul>"
    }

    /// A form for each API: what may be asked for differs.
    private func form(_ choice: HeldScopes) -> HTML {
        let id = "f\(choices.firstIndex { $0.api == choice.api } ?? 0)"
        let scopes = choice.scopes.map { scope -> HTML in
            """
            <label class="plain"><input type="checkbox" name="scope:\(scope.scope)" value="1">\(scope.sentence)
            <code>\(scope.scope)</code></label>
            """
        }
        return """
            <form method="post" action="\(issuer.path)/account/tokens">
            <fieldset><legend>\(choice.name)</legend>
            <input type="hidden" name="form_token" value="\(formToken)">
            <input type="hidden" name="api" value="\(choice.api)">
            <label for="\(id)-name">What is it for?</label>
            <input id="\(id)-name" name="name" required maxlength="100" autocomplete="off">
            \(scopes)
            <label for="\(id)-days">Expires in days</label>
            <input id="\(id)-days" name="days" inputmode="numeric" value="30">
            <label for="\(id)-form">Form</label>
            <select id="\(id)-form" name="form"><option value="jwt">signed: every API checks it alone</option>
            <option value="opaque">short: an API asks here once</option></select>
            <div class="row"><button class="main">Make the token</button></div>
            </fieldset></form>
            """
    }
}
