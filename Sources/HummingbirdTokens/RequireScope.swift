// Routes that need more than a good token: one that holds certain scopes.

public import Hummingbird
internal import JOSE
internal import OAuth

extension RouterMethods where Context: TokenContext {
    /// A group of routes that needs these scopes, all of them. The group that this is called on stays as it was.
    ///
    /// ```swift
    /// router.group("notes").requireScope("notes:read").get { request, context in … }
    /// ```
    public func requireScope(_ scopes: String...) -> RouterGroup<Context> {
        group().add(
            middleware: RequirementMiddleware { token throws(TokenRejection) in
                try token.requireScopes(scopes)
            })
    }

    /// A group of routes that needs one of these scopes, whichever it is. The group that this is called on stays as it was.
    public func requireScope(anyOf scopes: String...) -> RouterGroup<Context> {
        group().add(
            middleware: RequirementMiddleware { token throws(TokenRejection) in
                try token.requireScopes(anyOf: scopes)
            })
    }
}
