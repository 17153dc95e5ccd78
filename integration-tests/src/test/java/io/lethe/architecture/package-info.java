/** The arrows between modules, held against the compiled classes. */
package io.lethe.architecture;
