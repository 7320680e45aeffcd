// The frame of every page that people meet, and the headers that keep it what it is.

internal import HTTPTypes
internal import Hummingbird
internal import OAuth

/// A page without scripts of its own: a title, what stands in it, and where its forms may lead.
struct Page {
    var status: HTTPResponse.Status = .ok
    let title: String
    let issuer: Issuer
    var isWide = false
    /// Whether a form of it may end at another site: then the browser must not be told that none does, because it holds
    /// every hop of a redirect against that.
    var leadsElsewhere = false
    /// A script of which only the digest is allowed (CSP), as `sha256-…`, and its text.
    var script: (digest: String, text: HTML)?
    let content: HTML

    /// What a browser is told to keep from such a page.
    private var policy: String {
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"
            + (leadsElsewhere ? "" : "; form-action 'self'")
            + (script.map { "; script-src '\($0.digest)'" } ?? "")
    }

    /// The page as an answer. It holds what belongs to one person, so nobody keeps it.
    var answer: Response {
        let html: HTML = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title) · Tessera</title>
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="\(issuer.path)/assets/page.css">
            </head>
            <body>
            <main\(isWide ? " class=\"wide\"" as HTML : "")>
            \(content)
            </main>
            \(script.map { "<script>\($0.text)</script>" as HTML })
            </body>
            </html>

            """
        var answer = Answer.page(html.markup, status, policy: policy)
        answer.headers[.crossOriginOpenerPolicy] = "same-origin"
        // Nothing of the address goes to another site. With "no-referrer" a browser would call the origin of our own forms null.
        answer.headers[.referrerPolicy] = "same-origin"
        return answer
    }

    /// `GET /assets/page.css`
    static func style() -> Response {
        var answer = Answer.body(.ok, "text/css; charset=utf-8", PackageResources.page_css)
        answer.headers[.cacheControl] = "no-cache"
        answer.headers[.crossOriginResourcePolicy] = "same-origin"
        return answer
    }
}
