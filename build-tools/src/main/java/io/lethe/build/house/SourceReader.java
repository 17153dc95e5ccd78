// SPDX-License-Identifier: Apache-2.0
package io.lethe.build.house;

import com.github.javaparser.JavaParser;
import com.github.javaparser.ParseResult;
import com.github.javaparser.ParserConfiguration;
import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.body.CallableDeclaration;
import com.github.javaparser.ast.body.CompactConstructorDeclaration;
import com.github.javaparser.ast.body.ConstructorDeclaration;
import com.github.javaparser.ast.body.MethodDeclaration;
import com.github.javaparser.ast.body.TypeDeclaration;
import com.github.javaparser.ast.stmt.BlockStmt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads files of Java as {@link SourceFile}s. */
final class SourceReader {
  private final JavaParser parser =
      new JavaParser(
          new ParserConfiguration()
              .setLanguageLevel(ParserConfiguration.LanguageLevel.JAVA_17)
              .setAttributeComments(true));
  private final Path root;

  SourceReader(Path root) {
    this.root = root;
  }

  /**
   * Reads one file.
   *
   * @throws IllegalArgumentException where it is no Java 17
   */
  SourceFile read(Path file) throws IOException {
    CompilationUnit unit = parse(file);
    List<TypeDeclaration<?>> publicTypes =
        unit.getTypes().stream().filter(TypeDeclaration::isPublic).toList();
    return new SourceFile(
        root.relativize(file),
        Files.readAllLines(file).size(),
        bodies(unit),
        signatures(unit),
        publicTypes.size(),
        publicTypes.stream()
            .filter(type -> type.getJavadocComment().isEmpty())
            .map(TypeDeclaration::getNameAsString)
            .toList());
  }

  /** Whether a package-info says that nothing in its package is null unless it says so. */
  boolean isNullMarked(Path packageInfo) throws IOException {
    return parse(packageInfo)
        .getPackageDeclaration()
        .flatMap(declaration -> declaration.getAnnotationByName("NullMarked"))
        .isPresent();
  }

  private CompilationUnit parse(Path file) throws IOException {
    ParseResult<CompilationUnit> result = parser.parse(file);
    return result
        .getResult()
        .filter(unit -> result.isSuccessful())
        .orElseThrow(
            () -> new IllegalArgumentException(file + " is no Java 17: " + result.getProblems()));
  }

  private static List<Body> bodies(CompilationUnit unit) {
    List<Body> bodies = new ArrayList<>();
    unit.findAll(MethodDeclaration.class)
        .forEach(method -> method.getBody().map(it -> body(method, it)).ifPresent(bodies::add));
    unit.findAll(ConstructorDeclaration.class)
        .forEach(constructor -> bodies.add(body(constructor, constructor.getBody())));
    unit.findAll(CompactConstructorDeclaration.class)
        .forEach(constructor -> bodies.add(body(constructor, constructor.getBody())));
    return bodies;
  }

  private static List<Signature> signatures(CompilationUnit unit) {
    return Stream.<CallableDeclaration<?>>concat(
            unit.findAll(MethodDeclaration.class).stream(),
            unit.findAll(ConstructorDeclaration.class).stream())
        .map(SourceReader::signature)
        .toList();
  }

  private static Body body(Node owner, BlockStmt block) {
    int lines = Math.max(0, lastLine(block) - firstLine(block) - 1);
    return new Body(name(owner), firstLine(owner), lines);
  }

  private static Signature signature(CallableDeclaration<?> callable) {
    return new Signature(name(callable), firstLine(callable), callable.getParameters().size());
  }

  private static String name(Node callable) {
    String own = callable instanceof MethodDeclaration method ? method.getNameAsString() : "<init>";
    return typeAround(callable) + "." + own;
  }

  private static String typeAround(Node node) {
    return node instanceof TypeDeclaration<?> type
        ? type.getNameAsString()
        : node.getParentNode().map(SourceReader::typeAround).orElseThrow();
  }

  private static int firstLine(Node node) {
    return node.getBegin().map(position -> position.line).orElse(0);
  }

  private static int lastLine(Node node) {
    return node.getEnd().map(position -> position.line).orElse(0);
  }
}
