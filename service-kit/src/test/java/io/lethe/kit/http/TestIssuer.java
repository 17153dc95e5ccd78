// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Issues certificates for this machine, with the JDK's keytool. */
public final class TestIssuer {
  private static final String PASSWORD = "for-tests";

  private final Path folder;

  /** What an issued certificate and its key are, as PEM. */
  public record Issued(String certificate, String key) {}

  /** Issues into a folder. */
  public TestIssuer(Path folder) throws Exception {
    this.folder = folder;
    keytool(
        "-genkeypair",
        "-alias",
        "ca",
        "-keyalg",
        "EC",
        "-dname",
        "CN=issuer",
        "-ext",
        "bc:c",
        "-keystore",
        store("ca"));
    keytool("-exportcert", "-alias", "ca", "-rfc", "-keystore", store("ca"), "-file", file());
  }

  /** The issuer's own certificate, PEM. */
  public String file() {
    return folder.resolve("ca.pem").toString();
  }

  /** A certificate for localhost and 127.0.0.1. */
  public Issued issue(String name, String algorithm, String... validity) throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        algorithm,
        "-dname",
        "CN=" + name,
        "-keystore",
        store(name));
    String request = folder.resolve(name + ".csr").toString();
    keytool("-certreq", "-alias", name, "-keystore", store(name), "-file", request);
    Path certificate = folder.resolve(name + ".pem");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-gencert",
                "-alias",
                "ca",
                "-rfc",
                "-keystore",
                store("ca"),
                "-infile",
                request,
                "-outfile",
                certificate.toString(),
                "-ext",
                "san=dns:localhost,ip:127.0.0.1"));
    arguments.addAll(List.of(validity));
    keytool(arguments.toArray(String[]::new));
    return new Issued(Files.readString(certificate), key(name));
  }

  private String key(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(store(name)))) {
      store.load(in, PASSWORD.toCharArray());
    }
    Key key = store.getKey(name, PASSWORD.toCharArray());
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return "-----BEGIN PRIVATE KEY-----\n"
        + lines.encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private String store(String name) {
    return folder.resolve(name + ".p12").toString();
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", arguments) + ": " + said);
    }
  }
}
