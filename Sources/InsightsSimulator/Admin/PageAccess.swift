import Synchronization

/// What a page in a browser needs, besides the right origin, for an administration call that changes something.
package enum PageRule: Sendable, Equatable {
    /// Nothing, as long as there is no console.
    case any
    /// The token of the console's page.
    case token(String)
    /// Nothing helps: the console only reads.
    case readOnly
}

/// The rule for pages, which a server sets before it serves.
final class PageAccess: Sendable {
    private let current = Mutex(PageRule.any)

    var rule: PageRule {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }
}
