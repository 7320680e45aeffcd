// Where a declared secret is, since no declaration holds one.

/// A file, or a variable of the environment.
package enum SecretPlace: Hashable, Sendable {
    case file(String)
    case environment(String)
}
