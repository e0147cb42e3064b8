import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

/// What went wrong, in our words. Never the error's own, as those can quote headers and what the other side sent.
func describe(_ error: any Error) -> String {
    switch error {
    case let failure as OutboundFailure: failure.reason
    case is CancellationError: "the call was cancelled, or its time ran out"
    case let tooLarge as BodyTooLarge: "the answer has more than \(tooLarge.limit) bytes"
    case is NIOConnectionError: "could not connect"
    case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: "the TLS handshake failed"
    case let error as HTTPClientError: describe(error)
    case is ChannelError: "the connection failed"
    case is IOError: "the connection broke"
    default: "the exchange failed (\(type(of: error)))"
    }
}

private func describe(_ error: HTTPClientError) -> String {
    switch error {
    case .connectTimeout: "no connection in time"
    case .getConnectionFromPoolTimeout: "all connections to the host stayed busy"
    case .tlsHandshakeTimeout: "no TLS handshake in time"
    case .remoteConnectionClosed, .uncleanShutdown: "the other side closed the connection"
    case .alreadyShutdown: "the client was shut down"
    case .cancelled: "the request was cancelled"
    case .invalidURL, .emptyHost, .emptyScheme: "the URL is malformed"
    default: "the exchange failed"
    }
}

/// The error is about reaching the address, so another address of the same host may do better.
func concernsConnection(_ error: any Error) -> Bool {
    switch error {
    case let error as HTTPClientError:
        error == .connectTimeout || error == .tlsHandshakeTimeout || error == .remoteConnectionClosed
    case is NIOConnectionError, is ChannelError, is IOError: true
    default: false
    }
}
