// SPDX-License-Identifier: Apache-2.0
package io.lethe.build.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The modules that have main code, and the arrows that their poms draw between them.
 *
 * @param names as folders, from the repository's root
 * @param arrows pairs of which the first needs the second, not for its tests alone
 */
record Modules(List<String> names, int arrows) {
  private static final String OWN_GROUP = "io.lethe";

  Modules {
    names = List.copyOf(names);
  }

  /** Reads the module list of the root's pom, and each module's pom. */
  static Modules read(Path root) throws IOException {
    List<String> names = new ArrayList<>();
    int arrows = 0;
    for (String name : texts(pom(root), "/project/modules/module")) {
      if (Files.isDirectory(root.resolve(name).resolve(House.MAIN_CODE))) {
        names.add(name);
        arrows += ownDependencies(pom(root.resolve(name)));
      }
    }
    return new Modules(names, arrows);
  }

  /** How many pairs of modules there are: as many arrows could be drawn without a circle. */
  int pairs() {
    return names.size() * (names.size() - 1) / 2;
  }

  private static int ownDependencies(Document pom) {
    return texts(
            pom,
            "/project/dependencies/dependency[groupId='%s' and not(scope='test')]/artifactId"
                .formatted(OWN_GROUP))
        .size();
  }

  private static Document pom(Path folder) throws IOException {
    Path file = folder.resolve("pom.xml");
    try {
      return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(file.toFile());
    } catch (SAXException | ParserConfigurationException e) {
      throw new IOException(file + " is no pom: " + e.getMessage(), e);
    }
  }

  private static List<String> texts(Document pom, String path) {
    XPath xpath = XPathFactory.newDefaultInstance().newXPath();
    try {
      NodeList found = (NodeList) xpath.evaluate(path, pom, XPathConstants.NODESET);
      return IntStream.range(0, found.getLength())
          .mapToObj(i -> found.item(i).getTextContent().strip())
          .toList();
    } catch (XPathExpressionException e) {
      throw new IllegalArgumentException(path + " is no XPath", e);
    }
  }
}
