// Connecting a device with a browser (RFC 8628 §3.3): the code is typed, held against the device, and allowed or not.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import OAuth

struct DeviceRoutes: Sendable {
    let authority: Authority
    let visitors: Visitors
    /// Codes that one account may try: twenty letters make too many to guess at that pace (RFC 8628 §5.1).
    private let throttle = RequestThrottle(requests: 10, seconds: 60)

    init(authority: Authority, visitors: Visitors) {
        self.authority = authority
        self.visitors = visitors
    }

    private var issuer: Issuer { authority.issuer }

    /// `GET /device`: a code in the link is only filled in, for whoever made the link need not be who holds the device.
    func show(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let visitor = try await visitors.visitor(of: request, context, at: now)
        let query = request.uri.query ?? ""
        guard visitor.signedIn != nil else { return visitor.keeping(signIn(query)) }
        let code = FormParameters.of(query.utf8).first { $0.name.hasBytes(of: "user_code") }?.value
        return DevicePage(
            issuer: issuer, formToken: visitor.formToken, userCode: code.map { String($0.prefix(20)) }
        )
        .page.answer
    }

    /// `POST /device`
    func type(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let visitor = try await visitors.visitor(of: request, context, at: now)
        let form = try await visitors.form(of: request, from: visitor)
        guard let signedIn = visitor.signedIn else { return visitor.keeping(signIn("")) }
        let code = form.value("user_code") ?? ""
        var page = DevicePage(issuer: issuer, formToken: visitor.formToken, userCode: String(code.prefix(20)))
        do {
            try throttle.admit(signedIn.accountID, at: now)
            switch form.value("decision") {
            case nil:
                let question = try await authority.devices.question(code, by: signedIn, at: now)
                return ConsentPage(
                    issuer: issuer, formToken: visitor.formToken, carried: ("user_code", code),
                    question: question,
                    action: "/device"
                ).page.answer
            case "switch": return signIn(FormParameters.text([("user_code", code)]))
            case "allow": return try await decide(code, .allowed, form, signedIn, at: now)
            case "deny": return try await decide(code, .denied, form, signedIn, at: now)
            default: throw OAuthRefusal(.invalidRequest, "say allow or deny")
            }
        } catch let refusal as OAuthRefusal {
            page.problem = refusal
            return page.page.answer
        }
    }

    private func decide(
        _ code: String,
        _ decision: ConsentDecision,
        _ form: FormBody,
        _ signedIn: SignedIn,
        at now: Int
    ) async throws -> Response {
        // Who was asked must be who answers: another may have signed in meanwhile.
        guard signedIn.accountID.hasBytes(of: form.value("account") ?? "") else {
            throw OAuthRefusal(.invalidRequest, "another account is signed in now; type the code again")
        }
        let client = try await authority.devices.decide(code, decision, by: signedIn, at: now)
        return DevicePage.done(client, decision, issuer: issuer).answer
    }

    private func signIn(_ query: String) -> Response {
        let path = "/device" + (query.isEmpty ? "" : "?\(query)")
        return Answer.redirect(to: ReturnPath.signIn(for: path, of: issuer))
    }
}
