import AsyncHTTPClient
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import NIOCore
import NIOSSL

/// Makes the application. Nothing here knows whether Prefork runs it.
///
/// With the variables `TLS_CERTIFICATE` and `TLS_KEY`, which name PEM files, it speaks HTTP/2 and HTTP/1.1 over TLS.
public func makeApplication() throws -> some ApplicationProtocol {
  let router = Router()
  router.get("/") { _, _ in "Hello\n" }
  router.get("/trap") { request, _ in
    // An index that a client chooses, as such bugs go.
    let shelf = ["a", "b", "c"]
    return shelf[request.uri.queryParameters.get("index", as: Int.self) ?? 3]
  }
  router.post("/length") { request, _ in
    var length = 0
    for try await piece in request.body { length += piece.readableBytes }
    return "\(length)\n"
  }
  router.get("/slow") { _, _ in
    try await Task.sleep(for: .seconds(1))
    return "slow\n"
  }
  router.get("/spin") { _, _ in
    // Never gives its thread back.
    while !Task.isCancelled {}
    return "never\n"
  }
  router.get("/elsewhere") { _, _ in
    let request = HTTPClientRequest(url: Environment().get("ELSEWHERE") ?? "http://127.0.0.1:8081/")
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
    return String(buffer: try await response.body.collect(upTo: 1 << 20))
  }
  return Application(
    router: router, server: try makeServer(),
    configuration: .init(
      address: .hostname("127.0.0.1", port: Environment().get("PORT", as: Int.self) ?? 8080)))
}

private func makeServer() throws -> HTTPServerBuilder {
  let environment = Environment()
  guard let certificate = environment.get("TLS_CERTIFICATE"), let key = environment.get("TLS_KEY") else {
    return .http1()
  }
  return try .http2Upgrade(
    tlsConfiguration: .makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))))
}
