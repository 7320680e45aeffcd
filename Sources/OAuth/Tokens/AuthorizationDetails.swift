// What a token allows in detail (RFC 9396 §9.1): the claim as an API reads it, each object with its type.

public import JOSE

extension ClaimName {
    /// What the token allows in detail (RFC 9396 §9.1).
    public static let authorizationDetails: ClaimName = "authorization_details"
}

/// One authorization detail of a token (RFC 9396 §2): a JSON object, of which `type` says what else is in it.
///
/// ```swift
/// for payment in token.authorizationDetails(ofType: "payment_initiation") {
///     let amount = payment["instructedAmount"]?["amount"]?.string
/// }
/// ```
public struct AuthorizationDetail: Sendable {
    /// `type`.
    public let type: String
    /// The whole object.
    public let value: JSONValue

    /// - Returns: `nil` for what is no object with a `type`.
    init?(_ value: JSONValue) {
        guard let type = value["type"]?.string else { return nil }
        (self.type, self.value) = (type, value)
    }

    /// A member, as JSON; `nil` where it is left out.
    public subscript(name: String) -> JSONValue? { value[name] }

    /// `locations` (RFC 9396 §2.2): where it may be used; empty where it is left out.
    public var locations: [String] { strings("locations") }
    /// `actions`: what may be done; empty where it is left out.
    public var actions: [String] { strings("actions") }
    /// `datatypes`: with what kinds of data; empty where it is left out.
    public var datatypes: [String] { strings("datatypes") }
    /// `privileges`: with what level of privilege; empty where it is left out.
    public var privileges: [String] { strings("privileges") }
    /// `identifier`: with which one thing; `nil` where it is left out.
    public var identifier: String? { value["identifier"]?.string }

    private func strings(_ name: String) -> [String] { (value[name]?.elements ?? []).compactMap(\.string) }
}

extension VerifiedToken {
    /// What the token allows in detail (RFC 9396 §9.1), in the order in which it was granted.
    ///
    /// Empty when the token has no claim `authorization_details`, and when any part of the claim is not as the standard writes
    /// it: what can't be read allows nothing. Scopes stand beside it and say nothing of it.
    public var authorizationDetails: [AuthorizationDetail] {
        let elements = self[.authorizationDetails]?.elements ?? []
        let details = elements.compactMap { AuthorizationDetail($0) }
        return details.count == elements.count ? details : []
    }

    /// The authorization details of one type, compared byte by byte (RFC 9396 §12).
    ///
    /// - Parameter type: as the API defines it, such as `payment_initiation`.
    /// - Returns: those of ``authorizationDetails`` that are of the type; empty when the token allows nothing of it.
    public func authorizationDetails(ofType type: String) -> [AuthorizationDetail] {
        authorizationDetails.filter { $0.type.hasBytes(of: type) }
    }
}
