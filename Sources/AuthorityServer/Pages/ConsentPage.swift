// The page on which a person says whether a client may: who asks, for what, and where they go then.

internal import Authority
internal import Hummingbird
internal import JOSE
internal import OAuth

struct ConsentPage {
    let issuer: Issuer
    let formToken: String
    /// What is examined again when the answer comes: the request as a query, or the code of a device.
    let carried: (name: String, value: String)
    let question: ConsentQuestion
    /// Where the form goes.
    var action = "/consent"

    var page: Page {
        let name = question.client.name
        return Page(
            title: "\(name) asks for access",
            issuer: issuer,
            leadsElsewhere: true,
            content: """
                <h1><strong>\(name)</strong> asks for access to your account</h1>
                \(vouching)
                \(ClientLinks(client: question.client).html)
                \(groups)
                <p class="soft">\(lasting)</p>
                \(place)
                <p>You are signed in as <strong>\(question.username)</strong>.</p>
                <form method="post" action="\(issuer.path)\(action)">
                <input type="hidden" name="form_token" value="\(formToken)">
                <input type="hidden" name="account" value="\(question.accountID)">
                <input type="hidden" name="\(carried.name)" value="\(carried.value)">
                <div class="row">
                <button name="decision" value="deny">Deny</button>
                <button name="decision" value="allow" class="main">Allow</button>
                </div>
                <div class="row">
                <button name="decision" value="switch" class="small">Use another account</button>
                </div>
                </form>
                <details><summary>Details for developers</summary>
                <p>client_id <code>\(question.client.id)</code>\(address)</p>
                </details>
                """
        )
    }

    /// Who says that the client is what it calls itself.
    private var vouching: HTML {
        if question.client.isVouchedFor {
            let host: HTML =
                question.client.host.map { "<p class=\"soft\">\($0) · registered by the administrator</p>" }
                ?? ""
            return question.client.isPublic && isAnybodys
                ? "\(host)<div class=\"note\"><p>\(started)</p></div>" : host
        }
        if question.client.isDescribedByItself {
            return """
                <div class="problem"><p>Not verified. It is described at <strong>\(question.client.host ?? "")</strong>; anyone \
                can give such a description any name. \(started)</p></div>
                """
        }
        return """
            <div class="problem"><p>Not verified. It registered itself, and anyone can call himself \
            so. \(started)</p></div>
            """
    }

    /// Where the person goes then, or what they must look at first.
    private var place: HTML {
        if let device = question.device {
            return """
                <div class="note"><p>Your device must show this code: <strong>\(device.userCode)</strong></p>
                <p class="soft">It asked at \(Timestamp.text(device.askedAt)) from \(device.address). If you did not start it \
                yourself just now, deny it: somebody else would get into your account.</p></div>
                """
        }
        return question.redirect.map { "<p>Then you go to <strong>\($0.shown)</strong>.</p>" } ?? ""
    }

    private var address: HTML {
        question.redirect.map { "<br>redirect_uri <code>\($0.uri)</code>" } ?? ""
    }

    private var isAnybodys: Bool { question.redirect?.isAnybodys ?? false }

    /// Only the person knows whether they pressed a button just now; nothing else tells one program of their device from another.
    private var started: HTML {
        isAnybodys ? "It runs on your own device: allow it only if you started it just now." : ""
    }

    /// What it will be able to do, by API.
    private var groups: [HTML] {
        var groups: [(title: String, items: [ConsentItem])] = []
        for item in question.items {
            let title = item.apiName ?? "About you"
            if groups.last?.title != title { groups.append((title, [])) }
            groups[groups.count - 1].items.append(item)
        }
        let isFirst = question.items.allSatisfy(\.isNew)
        return groups.map { group in
            let items = group.items.map { item -> HTML in
                let mark: HTML = item.isNew && !isFirst ? " <strong>new</strong>" : ""
                return "<li>\(item.sentence)\(mark)</li>"
            }
            let details = question.details.filter { detail in
                group.items.contains { $0.apiIdentifier?.hasBytes(of: detail.api) ?? false }
            }.map { DetailItem(detail: $0).item }
            return "<h2>\(group.title)</h2><ul>\(items)\(details)</ul>"
        }
    }

    private var lasting: HTML {
        let isLasting = question.items.contains {
            $0.apiName == nil && $0.scope == OpenIDScope.offlineAccess.rawValue
        }
        let isOpenID = question.items.contains {
            $0.apiName == nil && $0.scope == OpenIDScope.openid.rawValue
        }
        return isLasting || !isOpenID
            ? "It stays connected until you remove it." : "It stays connected until you sign out."
    }
}
