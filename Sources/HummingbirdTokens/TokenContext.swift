// Where a request's token is kept for its handlers.

public import Hummingbird
public import JOSE
public import NIOCore

/// A request context with the caller's token. Conform your own context to it to keep more beside.
public protocol TokenContext: RequestContext {
    /// The token that ``TokenMiddleware`` verified; `nil` where it did not run.
    var token: VerifiedToken? { get set }
}

extension TokenContext {
    /// The caller's token.
    ///
    /// - Throws: ``TokenRefusal/missing`` where no ``TokenMiddleware`` runs before the handler: nobody is let in by
    ///   forgetting it.
    public func requireToken() throws(TokenRefusal) -> VerifiedToken {
        guard let token else { throw .missing }
        return token
    }
}

/// The context of a program that needs no other.
public struct TokenRequestContext: TokenContext, RemoteAddressRequestContext {
    /// What Hummingbird keeps of a request.
    public var coreContext: CoreRequestContextStorage
    /// The peer of the connection: the client, or the proxy before this program.
    public let remoteAddress: SocketAddress?
    /// The token that was verified.
    public var token: VerifiedToken?

    /// A context for a request that came in.
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}

/// A context for the guarded part of a router whose other parts know no tokens:
/// `router.group("api", context: TokenGroupContext<BasicRequestContext>.self)`.
public struct TokenGroupContext<ParentContext: RequestContext>: TokenContext, ChildRequestContext {
    /// What Hummingbird keeps of a request.
    public var coreContext: CoreRequestContextStorage
    /// The token that was verified.
    public var token: VerifiedToken?

    /// A context for a request that reached the guarded part.
    public init(context: ParentContext) {
        coreContext = context.coreContext
    }
}
