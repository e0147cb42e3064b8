import Foundation
import Hummingbird
import NIOCore

/// A request's context that can also cut its connection.
struct SellerRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        self.coreContext = .init(source: source)
        self.channel = source.channel
    }

    /// Resets the connection: the peer sees neither an answer nor an orderly end.
    func resetConnection() async {
        if let options = self.channel as? any SocketOptionProvider {
            try? await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try? await self.channel.close()
    }
}
