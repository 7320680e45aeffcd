// The body of a request to the OAuth endpoints and of a page's form.

internal import HTTPTypes
internal import Hummingbird
internal import OAuth

/// The parameters of a form (RFC 6749 §3.2, appendix B). Those that an endpoint does not know are ignored, as the RFC
/// wants it; none may come twice.
struct FormBody {
    let parameters: RequestParameters

    static let limit = 65_536
    static let mediaType = "application/x-www-form-urlencoded"

    /// Reads the body.
    ///
    /// - Throws: ``OAuthRefusal`` for a query, another media type, a body that is too large, or a repeated parameter.
    init(of request: Request) async throws {
        if let query = request.uri.query, !query.isEmpty {
            throw OAuthRefusal(.invalidRequest, "this endpoint takes no query; send a form")
        }
        var request = request
        let bytes = try await request.wholeBody(upTo: FormBody.limit).readableBytesView
        let types = request.headers[values: .contentType]
        guard types.count == 1, MediaType(types[0]).isSame(FormBody.mediaType) else {
            throw OAuthRefusal(
                .unsupportedMediaType, "the body must be a form, sent as Content-Type: \(FormBody.mediaType)")
        }
        parameters = try RequestParameters(FormParameters.of(bytes))
    }

    /// The value of a parameter. One without a value counts as left out (RFC 6749 §3.2).
    func value(_ name: String) -> String? { parameters.value(name) }

    /// - Throws: ``OAuthRefusal`` `invalid_request` when it is missing.
    func required(_ name: String) throws(OAuthRefusal) -> String { try parameters.required(name) }

    /// The parameters as a form writes them.
    var text: String { parameters.form }
}
