// Routes that need a fresh sign-in, or one of a certain kind (RFC 9470).

public import Hummingbird
internal import JOSE
internal import OAuth
internal import TokenVerifier

extension RouterMethods where Context: TokenContext {
    /// A group of routes whose callers signed in lately, or in a certain way. The group that this is called on stays as it
    /// was. Who did not is answered 401 `insufficient_user_authentication` with what is needed.
    ///
    /// ```swift
    /// router.group("transfers").requireAuthentication(maxAge: .seconds(300)).post { request, context in … }
    /// ```
    ///
    /// - Parameters:
    ///   - maxAge: since the sign-in, in whole seconds; `nil` for any.
    ///   - acr: classes of authentication, any one of which will do; none for any.
    ///   - now: what time it is, in seconds since 1970; the machine's clock where this is `nil`. Tests hand in their own.
    public func requireAuthentication(
        maxAge: Duration? = nil,
        acr: String...,
        now: (@Sendable () -> Int)? = nil
    ) -> RouterGroup<Context> {
        let maxAge = maxAge.map { Int($0.components.seconds) }
        let now = now ?? { WallClock.seconds() }
        return group().add(
            middleware: RequirementMiddleware { token throws(TokenRejection) in
                try token.requireAuthentication(maxAge: maxAge, acr: acr, at: now())
            }
        )
    }
}
