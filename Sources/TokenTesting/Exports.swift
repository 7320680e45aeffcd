// What comes along with `import TokenTesting`: all that an API's own tests name of tokens.

@_exported public import HummingbirdTokens
